using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using static EchoNotebooks.Linux.Native.Libc;

namespace EchoNotebooks.Linux;

/// <summary>
/// One end of a socket. <see cref="ToString"/> gives the text of the JSON contract, and <see cref="Parse"/> reads it.
/// </summary>
[JsonConverter(typeof(Converter))]
public abstract record Endpoint
{
    private Endpoint()
    {
    }

    /// <summary>An internet address and a port: "127.0.0.1:9190", "[::1]:9190" (ip(7), ipv6(7)).</summary>
    public sealed record Internet(IPAddress Address, int Port) : Endpoint
    {
        /// <inheritdoc/>
        public override string ToString() => new IPEndPoint(Address, Port).ToString();
    }

    /// <summary>A unix socket's name: its path, or "@name" in the abstract namespace (unix(7)).</summary>
    public sealed record Unix(string Name) : Endpoint
    {
        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>The same end, with an IPv4 address that is written as an IPv6 one (::ffff:127.0.0.1) written plainly.</summary>
    public Endpoint Plain =>
        this is Internet { Address.IsIPv4MappedToIPv6: true } mapped ? new Internet(mapped.Address.MapToIPv4(), mapped.Port) : this;

    /// <summary>The port; null where there is none.</summary>
    public int? PortOrNull => (this as Internet)?.Port;

    /// <summary>An internet address and a port.</summary>
    /// <param name="end">The address and the port.</param>
    public static Endpoint Of(IPEndPoint end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return new Internet(end.Address, end.Port);
    }

    /// <summary>
    /// Reads what <see cref="ToString"/> wrote. Every text is an endpoint: a text that is no address and port names a unix socket.
    /// </summary>
    /// <param name="text">The text.</param>
    public static Endpoint Parse(string text) =>
        // The framework takes "1" for an address as well.
        IPEndPoint.TryParse(text, out var end) && end.ToString() == text ? Of(end) : new Unix(text);

    /// <summary>Whether this is an end of a connection that has that address and port.</summary>
    internal bool Is(IPEndPoint end) => Plain == Of(end).Plain;

    /// <summary>Reads a struct sockaddr (bind(2), getsockname(2)).</summary>
    /// <returns>null for a socket without a name, and for any other family.</returns>
    internal static Endpoint? FromSockaddr(ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort)) return null;
        switch (BitConverter.ToUInt16(address))
        {
            case AF_INET when address.Length >= 8:
                return new Internet(new IPAddress(address[4..8]), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
            case AF_INET6 when address.Length >= 24:
                return new Internet(new IPAddress(address[8..24]), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
            case AF_UNIX when address.Length > sizeof(ushort):
                var isAbstract = address[2] == 0;
                var name = address[(isAbstract ? 3 : 2)..];
                var end = name.IndexOf((byte)0);
                return new Unix((isAbstract ? "@" : "") + Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
            default:
                return null;
        }
    }

    /// <summary>An endpoint as the text that it prints.</summary>
    internal sealed class Converter : JsonConverter<Endpoint>
    {
        public override Endpoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw new JsonException("문자열이 아니다");

        public override void Write(Utf8JsonWriter writer, Endpoint value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
