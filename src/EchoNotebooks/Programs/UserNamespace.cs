using System.Diagnostics;

namespace EchoNotebooks;

/// <summary>
/// A namespace in which an ordinary user's processes are counted apart, user_namespaces(7). Some machines and containers refuse it.
/// </summary>
internal static class UserNamespace
{
    private const string Refused =
        "이 컴퓨터의 운영체제 커널이 사용자 네임스페이스를 만들어 주지 않아서, 한 서버의 프로세스만 따로 셀 수 없다.";

    private static readonly Lazy<string?> Answer = new(Ask);

    /// <summary>Why there is none for this user; null where there is one, and for root, who needs none.</summary>
    public static string? WhyNot => Environment.IsPrivilegedProcess ? null : Answer.Value;

    /// <summary>The kernel is asked by a program of one thread: a process with more may not leave its namespace, unshare(2).</summary>
    private static string? Ask()
    {
        // Before, a limit counted the processes of all namespaces together.
        if (Environment.OSVersion.Version < new Version(5, 14)) return Refused;
        if (LaunchAdvice.NotFound("unshare") is { } missing) return $"사용자 네임스페이스를 만들 수 있는지 알아보지 못했다. {missing}";
        try
        {
            using var process = Started.Process(new ProcessStartInfo("unshare", ["--user", "true"]) { RedirectStandardError = true });
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : Refused;
        }
        catch (EchoServerException e)
        {
            return e.Message;
        }
    }
}
