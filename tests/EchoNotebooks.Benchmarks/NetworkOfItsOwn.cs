using System.Diagnostics;

namespace EchoNotebooks.Benchmarks;

/// <summary>
/// Runs this program once more in a network namespace of its own: it has no socket of another program or of an earlier turn.
/// </summary>
internal static class NetworkOfItsOwn
{
    private const string LoopbackUp = "ip link set lo up && exec \"$@\"";

    /// <summary>Runs it.</summary>
    /// <param name="args">This program's arguments.</param>
    /// <returns>What it wrote to its standard output.</returns>
    internal static string Run(params string[] args)
    {
        string[] asRoot = Environment.UserName == "root" ? [] : ["--map-root-user"];
        _ = Tool.Find("ip");
        using var process = Process.Start(new ProcessStartInfo(
            Tool.Find("unshare"),
            [.. asRoot, "--net", "sh", "-c", LoopbackUp, "sh", Path.Combine(AppContext.BaseDirectory, "EchoNotebooks.Benchmarks"), .. args])
        {
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return output;
        throw new MissingToolException(
            $"네트워크 네임스페이스를 새로 만들지 못했거나 재는 가운데 실패했다(종료 코드 {process.ExitCode}). 관리자로 다시 실행한다.");
    }
}
