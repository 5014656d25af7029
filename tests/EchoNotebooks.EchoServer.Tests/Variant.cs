using System.Diagnostics;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.EchoServer.Tests;

/// <summary>The programs that are the chapter's server.</summary>
public enum Variant
{
    /// <summary>C# on CoreCLR, by its own executable.</summary>
    AppHost,

    /// <summary>The same, as `dotnet echo-server.dll`.</summary>
    Dotnet,

    /// <summary>C# compiled ahead of time.</summary>
    Native,

    /// <summary>src/textbook/echo_mpserv.c.</summary>
    Textbook,
}

/// <summary>Where each variant is and how it is started.</summary>
internal static class Variants
{
    /// <summary>For theories about what only our server gets right. The host of `dotnet FILE.dll` starts the same assembly.</summary>
    public static TheoryData<Variant> OfCSharp => new(Variant.AppHost, Variant.Native);

    /// <summary>For theories about what the chapter's program does too.</summary>
    public static TheoryData<Variant> All => new(Variant.AppHost, Variant.Dotnet, Variant.Native, Variant.Textbook);

    private static readonly Lazy<string> Textbook = new(CompileTextbook);

    /// <summary>Starts a variant on a free port and waits until it listens.</summary>
    public static Task<RunningServer> StartAsync(Variant variant, params string[] arguments) =>
        RunningServer.StartAsync([.. Command(variant), .. arguments, "0"]);

    /// <summary>The program and the arguments before its own; skips the running test where the variant is not there.</summary>
    public static string[] Command(Variant variant) => variant switch
    {
        Variant.AppHost => [Path.Combine(AppContext.BaseDirectory, "echo-server")],
        Variant.Dotnet => [Need.Program("dotnet", "install the .NET SDK"), Path.Combine(AppContext.BaseDirectory, "echo-server.dll")],
        Variant.Native => [Need.NativeServer()],
        // As in a shell: .NET's Process hands on that SIGPIPE is ignored, and a C program buffers what it writes to a pipe.
        Variant.Textbook =>
        [
            Need.Program("env", "install coreutils"), "--default-signal=PIPE", Need.Program("stdbuf", "install coreutils"), "-oL",
            Textbook.Value,
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(variant)),
    };

    /// <summary>The compiled chapter's program itself.</summary>
    public static string TextbookProgram => Textbook.Value;

    /// <summary>Kept under the artifacts, by the source's time: it is the same for every test and every run.</summary>
    private static string CompileTextbook()
    {
        var cc = Need.Program("cc", "install gcc or clang with its C headers");
        var source = Path.Combine(Need.RepositoryRoot, "src/textbook/echo_mpserv.c");
        var program = Path.Combine(AppContext.BaseDirectory, "echo_mpserv");
        if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > File.GetLastWriteTimeUtc(source)) return program;
        using var process = Process.Start(cc, ["-std=c17", "-g", "-Wall", "-Wextra", "-Werror", "-o", program, source]);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"cc compiles {source} without a warning");
        return program;
    }
}
