using System.Globalization;
using System.Runtime.InteropServices;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Tracing;

/// <summary>
/// Where in the program itself a call comes from: libc's wrapper stands between, so the stack is searched for the
/// first return address into the program's own code that really follows a call instruction. Only on x86-64; arm64
/// keeps the innermost return address in a register.
/// </summary>
internal sealed class CallSites
{
    private const int PageSize = 4096;

    /// <summary>printf and its like have deep frames.</summary>
    private const int StackSearched = 2 * PageSize;

    private const int FrameSize = 256;

    private const int ET_EXEC = 2;
    private readonly Dictionary<(string, ulong), bool> followsCall = [];
    private readonly byte[] stack = new byte[StackSearched];

    /// <summary>A program that was executed, and where its code is in memory.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Start">The first address of its code.</param>
    /// <param name="End">The address behind its code.</param>
    /// <param name="Base">What is taken off an address to get the one that the file's debug information has.</param>
    internal sealed record Program(string Path, ulong Start, ulong End, ulong Base);

    /// <summary>Reads which program a process has just executed; null where it cannot be read, or is no ELF file.</summary>
    internal static Program? Executed(int pid)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return null;
        try
        {
            if (new FileInfo($"/proc/{pid}/exe").LinkTarget is not { } path) return null;
            Span<byte> header = stackalloc byte[18];
            using (var file = File.OpenRead($"/proc/{pid}/exe")) file.ReadExactly(header);
            if (!header.StartsWith("\u007fELF"u8)) return null;
            var mappings = File.ReadLines($"/proc/{pid}/maps").Where(line => line.EndsWith(' ' + path)).Select(Mapping).ToList();
            if (mappings.Find(m => m.IsCode) is not { IsCode: true } code) return null;
            // An address that is fixed when the program is linked is the same in memory and in the file.
            return new(path, code.Start, code.End, BitConverter.ToUInt16(header[16..]) == ET_EXEC ? 0 : mappings.Min(m => m.Start));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The address of a call's place in the program's file, inside the call instruction, as addr2line(1) wants it.</summary>
    /// <returns>null where none is found.</returns>
    internal long? Find(int pid, Program? program, ulong stackPointer)
    {
        if (program is null) return null;
        // Most wrappers have a small frame. What lies behind the stack's top is not there to be read: whole pages are, or are not.
        var page = PageSize - (int)(stackPointer % PageSize);
        return Find(pid, program, stackPointer, Math.Min(FrameSize, page))
            ?? Find(pid, program, stackPointer, page + StackSearched - PageSize)
            ?? Find(pid, program, stackPointer, page);
    }

    private long? Find(int pid, Program program, ulong stackPointer, int length)
    {
        foreach (var address in MemoryMarshal.Cast<byte, ulong>(ProcessMemory.Read(pid, stackPointer, stack.AsSpan(0, length))))
        {
            if (address <= program.Start || address > program.End) continue;
            if (!followsCall.TryGetValue((program.Path, address - program.Base), out var follows))
                followsCall[(program.Path, address - program.Base)] = follows = FollowsCall(pid, address);
            if (follows) return (long)(address - program.Base - 1);
        }
        return null;
    }

    /// <summary>call rel32 is E8 and four bytes; calls through a register or memory are FF with 2 in the middle of the next byte.</summary>
    private static bool FollowsCall(int pid, ulong address)
    {
        var code = ProcessMemory.Read(pid, address - 7, stackalloc byte[7]);
        if (code.Length < 7) return false;
        return code[2] == 0xe8 || IsIndirect(code, 5) || IsIndirect(code, 4) || IsIndirect(code, 3)
            || IsIndirect(code, 1) || IsIndirect(code, 0);

        static bool IsIndirect(ReadOnlySpan<byte> code, int at) => code[at] == 0xff && (code[at + 1] >> 3 & 7) == 2;
    }

    private static (ulong Start, ulong End, bool IsCode) Mapping(string line)
    {
        var dash = line.IndexOf('-');
        var blank = line.IndexOf(' ');
        return (
            ulong.Parse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, null),
            ulong.Parse(line.AsSpan(dash + 1, blank - dash - 1), NumberStyles.AllowHexSpecifier, null),
            line[blank + 3] == 'x');
    }
}
