using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace EchoNotebooks.Engine.Session;

/// <summary>What every cell can call by its bare name, as in .NET Interactive; imported with <c>using static</c>.</summary>
#pragma warning disable IDE1006 // The names are .NET Interactive's: a cell must run unchanged there.
public static class NotebookStatics
{
    /// <summary>Shows a value now, in the middle of a cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The MIME types to show; without any the value's own choice.</param>
    /// <returns>What was shown; its <see cref="DisplayedValue.Update"/> replaces it.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Takes away what this cell has shown so far, for instance before it shows the next state of something.</summary>
    /// <param name="wait">Not before something new is there to show, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Current?.Output.Clear(wait);

    /// <summary>Text that is HTML already and is shown as such: the caller has escaped what came from outside.</summary>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Runs a script where outputs may run scripts; a static page shows nothing of it.</summary>
    public static void Javascript(string scriptContent) =>
        DisplayedValue.Show(Element("script", scriptContent), ["text/html"]);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => DisplayedValue.Show(Element("style", content), ["text/html"]);

    private static HtmlTag Element(string name, string content) => new(name, content.ToHtmlContent());
}
#pragma warning restore IDE1006
