namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>What an output is, and so what its content is.</summary>
internal enum OutputForm
{
    /// <summary>Text of the standard output.</summary>
    Stdout,

    /// <summary>Text of the standard error.</summary>
    Stderr,

    /// <summary>The text of an error.</summary>
    Error,

    /// <summary>A value as text.</summary>
    Plain,

    /// <summary>HTML or SVG of the notebook's code.</summary>
    Markup,

    /// <summary>HTML that Markdown became.</summary>
    Markdown,

    /// <summary>A picture's address.</summary>
    Picture,
}
