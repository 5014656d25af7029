using System.CommandLine;
using System.Reflection;
using EchoNotebooks.Cli.CommandLine;
using EchoNotebooks.Cli.Jupyter;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Engine.Jupyter;
using EchoNotebooks.Engine.Session;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb jupyter kernel</c>: what a front end starts.</summary>
internal static class KernelCommand
{
    /// <summary>More folders in which libraries are looked for, separated by colons.</summary>
    public const string LookInOption = "--look-in";

    /// <summary>The folder for copies of libraries.</summary>
    public const string CopiesOption = "--copies";

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "주피터가 쓴 연결 파일." };
        var lookIn = new Option<string>(LookInOption) { HelpName = "DIR", Description = "노트북이 참조하는 라이브러리를 더 찾아볼 폴더(:로 나눈다)." };
        var copies = new Option<string?>(CopiesOption) { HelpName = "DIR", Description = "라이브러리의 사본을 둘 폴더. 없으면 제자리에서 읽는다." };
        var command = new Command("kernel", "커널을 시작한다. 사람이 아니라 VS Code나 주피터가 부른다.") { file, lookIn, copies };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(lookIn), parsed.GetValue(copies)));
        return command;
    }

    /// <summary>The arguments as a kernelspec has them, without the command line's library: a reader waits for the kernel.</summary>
    /// <returns>The exit code; null where the library is to say what is wrong.</returns>
    public static int? TryRun(string[] arguments) => arguments switch
    {
        [var file] when !file.StartsWith('-') => Run(file, null, null),
        [var file, LookInOption, var lookIn, CopiesOption, var copies] when !file.StartsWith('-') => Run(file, lookIn, copies),
        _ => null,
    };

    /// <summary>The kernel of <c>echonb run</c>, which is told apart from a front end's by how its messages travel alone.</summary>
    /// <param name="socketPath">The socket on which the run listens.</param>
    public static int RunConnected(string socketPath)
    {
        JupyterKernel.RunConnected(socketPath, Options(SessionOptions.Plain with { Package = Course.Package([]) }, warmsUp: false));
        return 0;
    }

    private static int Run(string file, string? lookIn, string? copies)
    {
        try
        {
            if (RegularFile.WhyNotRead(file) is { } why) throw new JupyterException($"{file}: {why}");
            var folders = (lookIn ?? Repository.Root ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
            JupyterKernel.Run(file, Options(new SessionOptions(folders, copies, Course.Package(folders)), warmsUp: true));
            return 0;
        }
        catch (JupyterException e)
        {
            Console.Error.WriteLine(e.Message);
            return Shell.WrongArguments;
        }
    }

    private static KernelOptions Options(SessionOptions session, bool warmsUp)
    {
        Guardian.Ensure(LibraryFiles.GuardianCommand);
        var version = typeof(KernelCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new KernelOptions(KernelSpec.Name, version, session, new ProcessHost(), warmsUp);
    }
}
