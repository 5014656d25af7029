using System.Diagnostics;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>Helper programs in C, compiled for one test run.</summary>
public static class CProgram
{
    /// <summary>Compiles a text with cc; skips the running test where there is no compiler.</summary>
    /// <param name="name">What the program is called in compiler errors.</param>
    /// <param name="source">The C text (gnu17).</param>
    /// <returns>The program's path. The caller deletes it.</returns>
    public static string Compile(string name, string source)
    {
        var cc = Need.Program("cc", "install gcc or clang with its C headers");
        var program = Path.Combine(Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo(cc, ["-std=gnu17", "-Wall", "-g", "-x", "c", "-o", program, "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(source);
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0) Assert.Fail($"cc cannot compile {name}:\n{errors.Result}");
        return program;
    }
}
