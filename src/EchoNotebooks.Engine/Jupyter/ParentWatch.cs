using System.Globalization;

namespace EchoNotebooks.Engine.Jupyter;

/// <summary>
/// Ends a kernel whose front end was killed and could not end it. Only for front ends that say that they are the
/// parent: a kernel that somebody started by hand may outlive its terminal.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Jupyter's own sign, that of VS Code, and that of its server, which runs the extensions in WSL, in containers and over SSH.</summary>
    private static readonly string[] Signs = ["JPY_PARENT_PID", "VSCODE_PID", "VSCODE_ESM_ENTRYPOINT"];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static void Start(Action gone)
    {
        if (!Signs.Any(sign => Environment.GetEnvironmentVariable(sign) is { Length: > 0 }) || Parent() is not { } parent) return;
        new Thread(() =>
        {
            while (Parent() == parent) Thread.Sleep(Pause);
            gone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
    }

    /// <summary>The fourth field, after the command's name in parentheses, which may hold anything (proc_pid_stat(5)).</summary>
    private static int? Parent()
    {
        try
        {
            var stat = File.ReadAllText("/proc/self/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return null;
        }
    }
}
