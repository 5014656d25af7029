using System.Diagnostics;

namespace EchoNotebooks.Benchmarks;

/// <summary>Programs of the system that a benchmark needs.</summary>
internal static class Tool
{
    /// <summary>The full path of a program on PATH.</summary>
    /// <exception cref="MissingToolException">There is none.</exception>
    internal static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new MissingToolException($"이 컴퓨터에 없는 프로그램이라 비교할 수 없다: {name}. 설치하고 다시 실행한다.");

    /// <summary>Compiles a helper that lies beside this program, or a source file by its full path.</summary>
    /// <returns>The program's path, beside this program as well.</returns>
    internal static string Compile(string file)
    {
        var program = Path.Combine(AppContext.BaseDirectory, Path.GetFileNameWithoutExtension(file));
        using var cc = Process.Start(Find("cc"), ["-O2", "-Wall", "-o", program, Path.Combine(AppContext.BaseDirectory, "Helpers", file)]);
        cc.WaitForExit();
        return cc.ExitCode == 0 ? program : throw new MissingToolException($"컴파일하지 못했다: {file}. cc와 C 헤더를 설치하고 다시 실행한다.");
    }
}
