using System.Diagnostics;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>Helper programs in C, compiled for one test run.</summary>
public static class CProgram
{
    /// <summary>Compiles a text with cc; skips the running test where there is no compiler.</summary>
    /// <param name="name">What the program is called in compiler errors.</param>
    /// <param name="source">The C text (gnu17).</param>
    /// <param name="folder">Where it is made, beside its source; null makes a program alone in the run's temporary folder.</param>
    /// <returns>The program's path. The caller deletes it, or the folder.</returns>
    public static string Compile(string name, string source, string? folder = null)
    {
        var cc = Need.Program("cc", "install gcc or clang with its C headers");
        var program = folder is null ? Path.Combine(Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}") : Path.Combine(folder, name);
        var file = program + ".c";
        File.WriteAllText(file, source);
        var start = new ProcessStartInfo(cc, ["-std=gnu17", "-Wall", "-g", "-o", program, file]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (folder is null) File.Delete(file);
        if (process.ExitCode != 0) Assert.Fail($"cc cannot compile {name}:\n{errors}");
        return program;
    }
}
