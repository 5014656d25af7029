using System.Diagnostics;
using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>A file system of 1 MB with next to no room left, for one program: in a user and mount namespace (namespaces(7)).</summary>
public sealed class FullDisk : IDisposable
{
    private readonly string unshare;

    /// <summary>Where it is mounted, for that program alone.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("full-").FullName;

    /// <summary>Skips the running test where ordinary users may have no namespaces of their own.</summary>
    public FullDisk()
    {
        unshare = Need.Program("unshare", "install util-linux");
        using var may = Process.Start(unshare, ["-rm", "true"]);
        may.WaitForExit();
        if (may.ExitCode == 0) return;
        Dispose();
        Assert.Skip("user namespaces are not allowed here");
    }

    /// <summary>The command that starts a shell in the root of such a file system; the words that follow are its arguments.</summary>
    /// <param name="left">How much room is left: 4k.</param>
    /// <param name="script">What the shell does.</param>
    public string[] Shell(string left, string script) =>
    [
        unshare, "-rm", "sh", "-c",
        $"""
        mount -t tmpfs -o size=1m tmpfs '{Folder}' && cd '{Folder}' || exit 9
        dd if=/dev/zero of=fill bs=4k status=none 2>/dev/null; truncate -s -{left} fill
        {script}
        """,
        "sh",
    ];

    public void Dispose() => Directory.Delete(Folder);
}
