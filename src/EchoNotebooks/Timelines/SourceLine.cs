namespace EchoNotebooks;

/// <summary>The line of a program's source that a step belongs to.</summary>
/// <param name="Source">The whole file.</param>
/// <param name="File">The file's name: echo_mpserv.c, ChildProcess.cs.</param>
/// <param name="Number">The line, from 1.</param>
/// <param name="Text">What stands there.</param>
public sealed record SourceLine(Listing Source, string File, int Number, string Text)
{
    /// <summary>"echo_mpserv.c:83".</summary>
    public override string ToString() => $"{File}:{Number}";
}
