using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Torture;

/// <summary>An ordinary user: root becomes nobody, everyone else stays who they are.</summary>
internal static class OtherUser
{
    /// <summary>The command that becomes this user, before a program and its arguments; skips the ordeal where it cannot.</summary>
    /// <param name="file">What this user must be able to read.</param>
    internal static async Task<string[]> CommandAsync(string file)
    {
        if (Environment.UserName != "root") return ["env"];
        string[] other =
            [Need.Program("setpriv", "install util-linux"), "--reuid=65534", "--regid=65534", "--clear-groups"];
        var (exit, _, _) = await RunningServer.RunAsync([.. other, "test", "-r", file]);
        if (exit != 0) Assert.Skip($"another user may not read {file}");
        return other;
    }
}
