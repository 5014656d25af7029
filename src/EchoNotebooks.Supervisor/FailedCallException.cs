namespace EchoNotebooks.Supervision;

/// <summary>A system call that the server cannot be started without was refused.</summary>
internal sealed class FailedCallException(string call, int errno) : Exception($"{call}: errno {errno}")
{
    internal string Call { get; } = call;

    internal int Errno { get; } = errno;
}
