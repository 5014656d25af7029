namespace EchoNotebooks.Cli.Doctor;

/// <summary>What was found out about one thing that the notebooks use.</summary>
/// <param name="Name">A name for programs, stable.</param>
/// <param name="What">What it is.</param>
/// <param name="IsThere">Whether the machine offers it.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Lost">What does not work without it; null where it is there.</param>
/// <param name="Mend">The command that mends it; null where it is there.</param>
internal sealed record Finding(string Name, string What, bool IsThere, string Detail, string? Lost = null, string? Mend = null)
{
    public static Finding There(string name, string what, string detail) => new(name, what, true, detail);
}
