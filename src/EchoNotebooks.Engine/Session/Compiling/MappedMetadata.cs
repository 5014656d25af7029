using System.Collections.Concurrent;
using System.IO.MemoryMappedFiles;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace EchoNotebooks.Engine.Session;

/// <summary>
/// The metadata of the platform's assemblies for the compiler (ECMA-335, II.24), mapped from the files (mmap(2)) rather than read:
/// they hold 60 MB, of which a cell needs little, and all processes share the pages. A file is mapped once and stays so.
/// </summary>
internal static class MappedMetadata
{
    private static readonly ConcurrentDictionary<string, Lazy<Block>> Blocks = new(StringComparer.Ordinal);

    /// <summary>
    /// A new reference to the assembly at a path. The compiler's symbols hang on it, so each chain of submissions has its own.
    /// </summary>
    /// <param name="path">The full path of a managed assembly that does not change while it is in use.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">The file is no assembly.</exception>
    public static PortableExecutableReference Reference(string path)
    {
        var block = Blocks.GetOrAdd(path, static path => new(() => Map(path))).Value;
        return AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata(block.Address, block.Length)).GetReference(filePath: path);
    }

    private static Block Map(string path)
    {
        using var stream = File.OpenRead(path);
        var headers = new PEHeaders(stream);
        if (!(headers.MetadataStartOffset > 0)) throw new BadImageFormatException(null, path);
        using var file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var address = view.SafeMemoryMappedViewHandle.DangerousGetHandle() + headers.MetadataStartOffset;
        return new(view, address, headers.MetadataSize);
    }

    /// <param name="View">What keeps the mapping alive.</param>
    /// <param name="Address">Where the metadata begins.</param>
    /// <param name="Length">Its length in bytes.</param>
    private sealed record Block(MemoryMappedViewAccessor View, nint Address, int Length);
}
