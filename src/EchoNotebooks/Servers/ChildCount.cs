namespace EchoNotebooks;

/// <summary>How many children a server had from a moment on.</summary>
/// <param name="Time">Since the watch began.</param>
/// <param name="Children">All of them.</param>
/// <param name="Zombies">Those that have ended and are not reaped yet.</param>
internal readonly record struct ChildCount(TimeSpan Time, int Children, int Zombies);
