using EchoNotebooks.Linux;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli;

/// <summary>A file could not be written; the message says in Korean which, why, and what to do.</summary>
/// <param name="path">The file; "-" for the standard output.</param>
/// <param name="cause">Why.</param>
internal sealed class FileException(string path, Exception cause)
    : Exception($"{(path == "-" ? "표준 출력" : Visible.OnOneLine(path))}: {Explain(cause)}", cause)
{
    /// <summary>Whether an exception says of a file what this can say in Korean.</summary>
    public static bool Covers(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string Explain(Exception e) => e switch
    {
        DirectoryNotFoundException => "그런 폴더가 없어서 쓸 수 없다. 폴더를 먼저 만든다.",
        FileNotFoundException => "이곳에는 파일을 만들 수 없다. 다른 폴더에 쓴다.",
        UnauthorizedAccessException => "쓸 수 없다. 폴더이거나 쓰기 권한이 없다. 다른 곳에 쓴다.",
        _ => $"다 쓰지 못했다: {Errno.Explain(e)}. 자리를 만들거나 다른 곳에 쓴다.",
    };
}
