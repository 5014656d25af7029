using System.Globalization;
using System.Text;
using EchoNotebooks.Markup;

namespace EchoNotebooks.Cli.Tests;

public sealed class VisibleTests
{
    [Theory]
    [InlineData("안녕하세요 <b> 😀", "안녕하세요 <b> 😀")]
    [InlineData("줄\n\t칸", "줄\n\t칸")]
    [InlineData("\e[31m빨강\e[0m", "␛[31m빨강␛[0m")]
    [InlineData("\0\a\r\u007f", "␀␇␍␡")]
    [InlineData("\u009b31m", "[U+009B]31m")]
    [InlineData("user\u202egnp.exe", "user[U+202E]gnp.exe")]
    [InlineData("a\u2028b\u2029c", "a[U+2028]b[U+2029]c")]
    [InlineData("a\u200bb\ufeff\u00ad", "a[U+200B]b[U+FEFF][U+00AD]")]
    [InlineData("\ue000\uffff\U000e0041", "[U+E000][U+FFFF][U+E0041]")]
    [InlineData("👩\u200d💻", "👩\u200d💻")]
    public void What_acts_is_shown_and_what_is_read_stays(string text, string shown) => Assert.Equal(shown, Visible.Of(text));

    [Fact]
    public void Half_a_letter_is_the_replacement_character() => Assert.Equal("a\ufffdb\ufffd", Visible.Of("a\ud83db\ude00"));

    [Fact]
    public void On_one_line_line_feeds_and_tabs_are_shown_too() => Assert.Equal("줄␊␉칸", Visible.OnOneLine("줄\n\t칸"));

    [Fact]
    public void Nothing_that_moves_a_cursor_or_turns_writing_is_left_of_any_letter()
    {
        UnicodeCategory[] acting =
            [UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator];
        var left = Enumerable.Range(0, 0x110000).Where(Rune.IsValid)
            .SelectMany(value => Visible.OnOneLine(new Rune(value).ToString()).EnumerateRunes())
            .Where(rune => rune.Value is not (0x200c or 0x200d) && acting.Contains(Rune.GetUnicodeCategory(rune)));
        Assert.Empty(left.Select(rune => $"U+{rune.Value:X4}"));
    }
}
