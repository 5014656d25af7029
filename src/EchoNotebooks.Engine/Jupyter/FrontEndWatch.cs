using EchoNotebooks.Engine.Session;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Ends a kernel whose front end was killed and could not end it. Only for front ends that say that they are the
/// parent: a kernel that was started by hand may outlive its terminal.
/// </summary>
internal static class FrontEndWatch
{
    /// <summary>
    /// Jupyter's own sign, that of VS Code, and that of its server, which runs the extensions in WSL, in containers and
    /// over SSH.
    /// </summary>
    private static readonly string[] Signs = ["JPY_PARENT_PID", "VSCODE_PID", "VSCODE_ESM_ENTRYPOINT"];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Begins to watch, where a front end says that it is the parent.</summary>
    /// <param name="host">Knows the parent.</param>
    /// <param name="gone">Told when the parent has ended.</param>
    public static void Start(IProcessHost host, Action gone)
    {
        if (!Signs.Any(sign => Environment.GetEnvironmentVariable(sign) is { Length: > 0 })) return;
        var parent = host.ParentPid;
        new Thread(() =>
        {
            while (host.ParentPid == parent) Thread.Sleep(Pause);
            gone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }
}
