using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

public sealed class ParticleTests
{
    [Theory]
    [InlineData("자식 프로세스 1", "자식 프로세스 1이")]
    [InlineData("자식 프로세스 2(pid 4711)", "자식 프로세스 2(pid 4711)가")]
    [InlineData("127.0.0.1:9190", "127.0.0.1:9190이")]
    [InlineData("소켓", "소켓이")]
    [InlineData("서버", "서버가")]
    [InlineData("socket", "socket이")]
    [InlineData("clnt_sock", "clnt_sock이")]
    [InlineData("accept", "accept가")]
    [InlineData("fork", "fork가")]
    [InlineData("wait(7)", "wait(7)가")]
    [InlineData("", "가")]
    [InlineData("()", "()가")]
    public void A_particle_follows_what_is_read_before_it(string word, string expected) => Assert.Equal(expected, Particle.Subject(word));

    [Fact]
    public void Every_digit_is_read_as_Korean_reads_it()
    {
        var digits = Enumerable.Range(0, 10).Select(digit => Particle.Object($"{digit}"));
        Assert.Equal("0을 1을 2를 3을 4를 5를 6을 7을 8을 9를", string.Join(' ', digits));
    }

    [Theory]
    [InlineData("4", "4다")]
    [InlineData("3", "3이다")]
    [InlineData("자식 프로세스 2(pid 4711)", "자식 프로세스 2(pid 4711)다")]
    [InlineData("부모 프로세스(pid 9197)", "부모 프로세스(pid 9197)다")]
    [InlineData("자식 프로세스 1", "자식 프로세스 1이다")]
    public void A_sentence_that_ends_with_a_name_or_number_ends_as_it_is_read(string word, string expected) =>
        Assert.Equal(expected, Particle.Is(word));
}
