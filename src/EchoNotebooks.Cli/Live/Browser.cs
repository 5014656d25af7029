using System.ComponentModel;
using System.Diagnostics;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.Live;

/// <summary>The reader's own browser.</summary>
internal static class Browser
{
    /// <summary>Opens a page where there is a browser; it is the reader's, and stays when this program ends.</summary>
    public static void TryOpen(string address)
    {
        // VS Code gives its terminals, remote ones too, a BROWSER; xdg-open without a display would look for one in the terminal.
        var given = Environment.GetEnvironmentVariable("BROWSER");
        var hasDisplay = IsSet("DISPLAY") || IsSet("WAYLAND_DISPLAY");
        if (string.IsNullOrEmpty(given) && !hasDisplay) return;
        // Its output goes nowhere: a pipe that this program has closed would end it.
        const string apart = "exec setsid -f \"$0\" \"$1\" </dev/null >/dev/null 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", apart, string.IsNullOrEmpty(given) ? "xdg-open" : given, address]);
        // It carries no mark of this process: what has one is ended with it.
        start.Environment.Remove(OwnedProcesses.Owner);
        try
        {
            using var process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // The address has been printed.
        }
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
}
