namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>One output of a cell: the richest of its forms that a page without scripts can show.</summary>
/// <param name="Form">What it is.</param>
/// <param name="Content">The content in this form.</param>
/// <param name="Role">What it is to a reader who is asked first.</param>
/// <param name="Caption">What its picture shows; null for none.</param>
internal sealed record OutputPart(
    OutputForm Form, string Content, OutputRole Role = OutputRole.None, string? Caption = null) : Part;
