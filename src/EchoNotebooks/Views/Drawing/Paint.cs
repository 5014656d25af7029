namespace EchoNotebooks.Views;

/// <summary>One colour by its use.</summary>
/// <param name="Name">Its class in a standalone figure.</param>
/// <param name="Css">Its value inside a page, with the page's variables.</param>
/// <param name="Light">Its value in a standalone figure.</param>
/// <param name="Dark">Its value in a standalone figure whose reader prefers dark pages.</param>
internal sealed record Paint(string Name, string Css, string Light, string Dark);
