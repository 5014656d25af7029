namespace EchoNotebooks.Linux;

/// <summary>What a mapping may be used for (mmap(2)).</summary>
internal enum MemoryAccess
{
    /// <summary>Code, constants, what is shared.</summary>
    Other,

    /// <summary>"rw-p": read and written, private.</summary>
    Data,

    /// <summary>"---p": nothing. Address space that is kept for later, or a guard page.</summary>
    Reserved,
}
