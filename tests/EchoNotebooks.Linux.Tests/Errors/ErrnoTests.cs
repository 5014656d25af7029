using System.Reflection;
using EchoNotebooks.Linux.Native;

namespace EchoNotebooks.Linux.Tests.Errors;

public sealed class ErrnoTests
{
    [Fact]
    public void Every_error_number_of_the_headers_has_its_name_and_an_explanation_that_contains_it()
    {
        var numbers = typeof(Libc).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(f => f.IsLiteral && f.Name[0] == 'E' && !f.Name.Contains('_'))
            .ToDictionary(f => f.Name, f => (int)f.GetRawConstantValue()!);
        Assert.True(numbers.Count > 120);
        Assert.All(numbers, n => Assert.Equal(n.Key, Errno.Name(n.Value)));
        Assert.All(numbers, n => Assert.Contains(n.Key, Errno.Explain(n.Value), StringComparison.Ordinal));
    }

    [Fact]
    public void A_common_error_is_explained_in_Korean() =>
        Assert.Equal("그 포트에서 기다리는 서버가 없다(ECONNREFUSED)", Errno.Explain(Libc.ECONNREFUSED));

    [Fact]
    public void A_number_without_a_name_is_said_as_it_is() => Assert.Equal("errno 4095", Errno.Explain(4095));

    [Fact]
    public void An_exception_says_what_failed_on_what_for_whom_and_why()
    {
        var error = new LinuxException("openat", Libc.EMFILE, "/proc/42/fd", 42);
        Assert.Equal("openat /proc/42/fd 실패 (프로세스 42): 이 프로세스가 열 수 있는 디스크립터 수를 다 썼다(EMFILE)", error.Message);
        Assert.Equal(
            ("openat", Libc.EMFILE, "EMFILE", "/proc/42/fd", 42),
            (error.Call, error.Errno, error.ErrorName, error.Path, error.Pid));
        Assert.Equal("fork 실패: 지금은 할 수 없다. 자원이 모자라거나 기다려야 한다(EAGAIN)", new LinuxException("fork", Libc.EAGAIN).Message);
    }
}
