using Spectre.Console;

namespace EchoNotebooks.Cli.CommandLine;

/// <summary>Where tables for people are written: framed on a terminal, columns of plain text of any width everywhere else.</summary>
internal static class TableConsole
{
    private const int AnyWidth = 10_000;

    /// <summary>The console for an output.</summary>
    /// <returns>The console, the text that it has written where it is no terminal, and whether it is one.</returns>
    public static (IAnsiConsole Console, StringWriter Text, bool IsTerminal) For(TextWriter output)
    {
        var text = new StringWriter();
        // Only the process's own standard output can be a terminal; a test or a pipe gets plain text.
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected) return (AnsiConsole.Console, text, true);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = AnyWidth;
        return (console, text, false);
    }
}
