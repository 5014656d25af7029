namespace EchoNotebooks.Views;

/// <summary>One colour by its use.</summary>
/// <param name="Name">Its class, and its variable, in a picture.</param>
/// <param name="Css">Its value inside a page, with the page's variables.</param>
/// <param name="Light">Its value in a standalone figure.</param>
/// <param name="Dark">Its value in a standalone figure whose reader prefers dark pages.</param>
internal sealed record Paint(string Name, string Css, string Light, string Dark)
{
    /// <summary>The variable that every view's frame sets to <see cref="Css"/>.</summary>
    public string Variable => $"var(--en-{Name})";
}
