using System.CommandLine;
using EchoNotebooks.Engine.Book;

namespace EchoNotebooks.Cli.Books;

/// <summary>The options of the verbs that leave a book.</summary>
internal sealed class BookOptions
{
    private readonly Option<string?> html = new("--html") { HelpName = "DIR", Description = "책(HTML)을 둘 폴더(기본 artifacts/book)." };
    private readonly Option<bool> single = new("--single")
    {
        Description = $"책을 파일 하나({BookWriter.WholePage})로도 만든다. 그림까지 모두 들어 있어 그 파일만 건네면 된다.",
    };

    private readonly Option<bool> pdf = new("--pdf")
    {
        Description = $"책을 차례와 쪽 번호가 있는 PDF({BookMaker.Pdf})로도 만든다. 크로뮴이나 크롬이 있어야 한다.",
    };

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [html, single, pdf];

    /// <summary>What was asked for.</summary>
    public BookRequest Of(ParseResult parsed) => new(parsed.GetValue(html), parsed.GetValue(single), parsed.GetValue(pdf));
}
