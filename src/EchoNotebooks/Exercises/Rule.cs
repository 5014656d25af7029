namespace EchoNotebooks;

/// <summary>
/// Something that must be so in every recording of a program that is right. A rule that finds nothing to look at (no accept, no
/// fork) says so: that is a finding, too.
/// </summary>
/// <param name="Id">Its name: "G1".</param>
/// <param name="Judge">Looks at a recording; null where all is as it must be.</param>
public sealed record Rule(string Id, Func<Timeline, Finding?> Judge);
