namespace EchoNotebooks.Engine.Book.Chapters;

/// <summary>What an output is to a reader who is asked before being told.</summary>
internal enum OutputRole
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>A question that waits for an answer.</summary>
    Question,

    /// <summary>What the kernel answered, and the reader had not.</summary>
    Verdict,

    /// <summary>What the kernel answered, beside the reader's own answer.</summary>
    AnsweredVerdict,
}
