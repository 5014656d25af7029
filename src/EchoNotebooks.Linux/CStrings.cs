using System.Runtime.InteropServices;

namespace EchoNotebooks.Linux;

/// <summary>An argv or envp: C strings in memory that the collector does not move, and their addresses, the last one 0.</summary>
internal sealed class CStrings : IDisposable
{
    private readonly nint[] addresses;

    internal CStrings(IEnumerable<byte[]> strings)
    {
        addresses = [.. strings.Select(Allocate), 0];
    }

    /// <summary>Splits what /proc/PID/cmdline and /proc/PID/environ hold: strings that each end in NUL.</summary>
    /// <param name="path">The file.</param>
    /// <param name="first">Strings to put before them; of two equal names in an environment the first counts.</param>
    internal static CStrings FromProc(string path, params string[] first)
    {
        var strings = first.Select(System.Text.Encoding.UTF8.GetBytes).ToList();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        for (int end; (end = rest.IndexOf((byte)0)) >= 0; rest = rest[(end + 1)..]) strings.Add(rest[..end].ToArray());
        return new CStrings(strings);
    }

    internal ReadOnlySpan<nint> Addresses => addresses;

    /// <summary>The address of the first string that is equal; 0 where there is none.</summary>
    internal nint Find(ReadOnlySpan<byte> text)
    {
        foreach (var address in addresses)
            if (address != 0 && Read(address)[..^1].SequenceEqual(text)) return address;
        return 0;
    }

    /// <summary>The string at an address, with the zero byte that ends it.</summary>
    internal static ReadOnlySpan<byte> Read(nint address)
    {
        var length = 0;
        while (Marshal.ReadByte(address, length) != 0) length++;
        var text = new byte[length + 1];
        Marshal.Copy(address, text, 0, length);
        return text;
    }

    public void Dispose()
    {
        foreach (var address in addresses) Marshal.FreeHGlobal(address);
        Array.Clear(addresses);
    }

    private static nint Allocate(byte[] text)
    {
        var address = Marshal.AllocHGlobal(text.Length + 1);
        Marshal.Copy(text, 0, address, text.Length);
        Marshal.WriteByte(address, text.Length, 0);
        return address;
    }
}
