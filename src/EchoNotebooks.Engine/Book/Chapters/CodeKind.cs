namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>What a piece of code is, as far as a page tells it by its colour.</summary>
internal enum CodeKind
{
    /// <summary>Names, marks and blanks.</summary>
    Plain,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A text or a letter.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>The name of a type.</summary>
    Type,

    /// <summary>The name of a method.</summary>
    Method,
}
