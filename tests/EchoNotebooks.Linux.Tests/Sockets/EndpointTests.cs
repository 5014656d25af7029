using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EchoNotebooks.Linux.Tests.Sockets;

public sealed class EndpointTests
{
    public static TheoryData<string, Endpoint> Texts => new()
    {
        { "127.0.0.1:9190", new Endpoint.Internet(IPAddress.Loopback, 9190) },
        { "0.0.0.0:1", new Endpoint.Internet(IPAddress.Any, 1) },
        { "[::1]:9190", new Endpoint.Internet(IPAddress.IPv6Loopback, 9190) },
        { "[::ffff:127.0.0.1]:9190", new Endpoint.Internet(IPAddress.Loopback.MapToIPv6(), 9190) },
        { "/run/my socket", new Endpoint.Unix("/run/my socket") },
        { "@echonb-1", new Endpoint.Unix("@echonb-1") },
        { "1", new Endpoint.Unix("1") },
        { "127.0.0.1", new Endpoint.Unix("127.0.0.1") },
        { "::1", new Endpoint.Unix("::1") },
        { "127.0.0.1:65536", new Endpoint.Unix("127.0.0.1:65536") },
        { "", new Endpoint.Unix("") },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_read_as_an_address_and_port_or_a_name_and_printed_again(string text, Endpoint endpoint)
    {
        Assert.Equal(endpoint, Endpoint.Parse(text));
        Assert.Equal(text, endpoint.ToString());
    }

    [Fact]
    public void A_mapped_address_is_plainly_an_IPv4_address_and_other_ends_stay_as_they_are()
    {
        Assert.Equal(Endpoint.Parse("127.0.0.1:9190"), Endpoint.Parse("[::ffff:127.0.0.1]:9190").Plain);
        Assert.NotEqual(Endpoint.Parse("127.0.0.1:9190"), Endpoint.Parse("[::ffff:127.0.0.1]:9190"));
        Assert.All(
            (string[])["127.0.0.1:9190", "[::1]:9190", "/run/x"],
            text => Assert.Equal(Endpoint.Parse(text), Endpoint.Parse(text).Plain));
        Assert.True(Endpoint.Parse("[::ffff:127.0.0.1]:9190").Is(new(IPAddress.Loopback, 9190)));
        Assert.False(Endpoint.Parse("127.0.0.1:9190").Is(new(IPAddress.Loopback, 9191)));
    }

    [Fact]
    public void Only_an_address_has_a_port()
    {
        Assert.Equal(9190, Endpoint.Parse("[::1]:9190").PortOrNull);
        Assert.Null(Endpoint.Parse("/run/x:9190").PortOrNull);
    }

    [Theory]
    [InlineData("127.0.0.1:9190")]
    [InlineData("[::1]:9190")]
    public void A_sockaddr_of_the_internet_is_read(string text)
    {
        var address = IPEndPoint.Parse(text).Serialize();
        Assert.Equal(Endpoint.Parse(text), Endpoint.FromSockaddr(address.Buffer.Span[..address.Size]));
    }

    [Theory]
    [InlineData("/run/x\0", "/run/x")]
    [InlineData("/run/x", "/run/x")]
    [InlineData("\0echonb-1", "@echonb-1")]
    public void A_sockaddr_of_a_unix_socket_is_read(string bytes, string name) =>
        Assert.Equal(
            new Endpoint.Unix(name),
            Endpoint.FromSockaddr([.. BitConverter.GetBytes((ushort)AddressFamily.Unix), .. Encoding.UTF8.GetBytes(bytes)]));

    [Fact]
    public void A_socket_without_a_name_and_an_unknown_family_have_no_end()
    {
        Assert.Null(Endpoint.FromSockaddr([]));
        Assert.Null(Endpoint.FromSockaddr([1]));
        Assert.Null(Endpoint.FromSockaddr(BitConverter.GetBytes((ushort)AddressFamily.Unix)));
        Assert.Null(Endpoint.FromSockaddr([16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Null(Endpoint.FromSockaddr([2, 0, 1, 2]));
    }
}
