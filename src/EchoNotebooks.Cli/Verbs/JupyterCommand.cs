using System.CommandLine;
using EchoNotebooks.Cli.Jupyter;
using EchoNotebooks.Cli.Running;
using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb jupyter</c>: our kernel for VS Code, JupyterLab and Jupyter Notebook.</summary>
internal static class JupyterCommand
{
    private const string DisplayName = "C# (EchoNotebooks)";
    private const string AliasDisplayName = ".NET (C#) · EchoNotebooks";

    public static Command Create() => new("jupyter", "VS Code, JupyterLab, Jupyter Notebook에서 노트북을 실행할 커널을 설치하거나 지운다.")
    {
        Verb("install", "커널을 설치한다. 여러 번 해도 된다.", Install),
        Verb("uninstall", "설치한 커널을 지운다.", Uninstall),
        KernelCommand.Create(),
    };

    private static Command Verb(string name, string description, Func<string, string?, int> action)
    {
        var prefix = new Option<string?>("--prefix") { HelpName = "DIR", Description = "DIR/share/jupyter 아래에 설치한다. 주지 않으면 사용자의 주피터 폴더." };
        var command = new Command(name, description) { prefix };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(prefix) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;
            var data = given is null ? Path.GetFullPath(JupyterFolders.User) : Path.Combine(given, "share/jupyter");
            try
            {
                return action(data, given);
            }
            catch (Exception e) when (FileException.Covers(e))
            {
                Console.Error.WriteLine($"{data} 폴더에 쓸 수 없다: {Errno.Explain(e)}. 쓸 수 있는 폴더를 --prefix로 준다.");
                return 1;
            }
        });
        return command;
    }

    private static int Install(string data, string? prefix)
    {
        var folder = Path.Combine(data, "kernels", KernelSpec.Name);
        if (Directory.Exists(folder) && !KernelSpec.IsOurs(folder))
        {
            Console.Error.WriteLine($"{folder}에 우리가 쓰지 않은 커널이 있어 그대로 두었다. 그 폴더를 치우고 다시 실행한다.");
            return 1;
        }
        KernelSpec.Write(folder, DisplayName, Repository.Root ?? "");
        Console.WriteLine($"커널 {Particle.Object($"\"{DisplayName}\"")} 설치했다: {folder}");

        var alias = Path.Combine(data, "kernels", KernelSpec.Alias);
        if (JupyterFolders.KernelsOf(KernelSpec.Alias, data).FirstOrDefault(other => !KernelSpec.IsOurs(other)) is { } theirs)
        {
            Console.WriteLine($"{KernelSpec.Alias} 커널이 이미 있어 그대로 두었다: {theirs}");
            Console.WriteLine($"노트북은 그 커널로 열린다. 우리 커널로 실행하려면 노트북의 커널 고르기에서 \"{DisplayName}\"을 고른다.");
        }
        else
        {
            KernelSpec.Write(alias, AliasDisplayName, Repository.Root ?? "");
            Console.WriteLine($"노트북이 찾는 이름 {KernelSpec.Alias}로도 설치했다: {alias}");
        }
        Console.WriteLine("VS Code에서 점을 찍자마자 자동 완성이 나오게 하려면 VS Code의 사용자 설정에 한 줄을 더한다:");
        Console.WriteLine("  \"jupyter.completionTriggerCharacters\": { \"csharp\": [\".\"] }");
        var uninstall = "jupyter uninstall" + (prefix is null ? "" : $" --prefix {KernelSpec.Quoted(prefix)}");
        Console.WriteLine($"지우려면: echonb {uninstall}");
        Console.WriteLine($"echonb가 PATH에 없으면: dotnet run --project src/EchoNotebooks.Cli -- {uninstall}");
        return 0;
    }

    private static int Uninstall(string data, string? prefix)
    {
        var removed = 0;
        foreach (var name in (string[])[KernelSpec.Name, KernelSpec.Alias])
        {
            var folder = Path.Combine(data, "kernels", name);
            if (!Directory.Exists(folder)) continue;
            if (!KernelSpec.IsOurs(folder))
            {
                Console.WriteLine($"우리가 쓴 것이 아니어서 그대로 두었다: {folder}");
                continue;
            }
            Directory.Delete(folder, recursive: true);
            Console.WriteLine($"지웠다: {folder}");
            removed++;
        }
        if (removed == 0) Console.WriteLine($"지울 커널이 없다: {Path.Combine(data, "kernels")}");
        return 0;
    }
}
