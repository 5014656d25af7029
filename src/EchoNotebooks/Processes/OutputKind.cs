namespace EchoNotebooks;

/// <summary>What a server's standard output leads to.</summary>
public enum OutputKind
{
    /// <summary>A pseudo-terminal: a C program writes each line as soon as it is finished.</summary>
    Terminal,

    /// <summary>A pipe: a C program keeps what it writes in a buffer until that is full or the process ends (setvbuf(3)).</summary>
    Pipe,
}
