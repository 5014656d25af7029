using System.Globalization;
using System.Text;
using EchoNotebooks.Markup;
using Spectre.Console.Rendering;

namespace EchoNotebooks.Cli.Tests;

/// <summary>Our table of wide letters beside the one that Spectre.Console brings along.</summary>
public sealed class TextWidthTests
{
    [Fact]
    public void A_letter_is_two_columns_wide_where_Spectre_says_so_and_nowhere_else()
    {
        var different = Letters.Where(letter => TextWidth.Of(letter) == 2 != (new Segment(letter.ToString()).CellCount() == 2));
        Assert.Empty(different.Select(letter => $"U+{letter.Value:X4} {letter}"));
    }

    [Fact]
    public void What_takes_no_column_takes_none_in_Spectre_either()
    {
        var different = Letters.Where(letter => TextWidth.Of(letter) == 0 && new Segment(letter.ToString()).CellCount() > 0);
        Assert.Empty(different.Select(letter => $"U+{letter.Value:X4}"));
    }

    [Theory]
    [InlineData("serv_sock", 9)]
    [InlineData("부모 프로세스", 13)]
    [InlineData("e\u0301", 1)]
    [InlineData("\u1112\u1161\u11ab", 2)]
    [InlineData("a\u200bb", 2)]
    [InlineData("😀", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("─▶│", 3)]
    public void A_text_is_as_wide_as_its_letters(string text, int width) => Assert.Equal(width, TextWidth.Of(text));

    [Theory]
    [InlineData("안녕하세요", 10, "안녕하세요")]
    [InlineData("안녕하세요", 9, "안녕하세…")]
    [InlineData("안녕하세요", 8, "안녕하…")]
    [InlineData("a😀b", 3, "a…")]
    public void A_cut_text_is_never_wider_than_asked_and_holds_whole_letters(string text, int width, string cut)
    {
        Assert.Equal(cut, TextWidth.Cut(text, width));
        Assert.InRange(TextWidth.Of(cut), 0, width);
    }

    /// <summary>Every letter of this runtime's Unicode that can stand in a text.</summary>
    private static IEnumerable<Rune> Letters => Enumerable.Range(0x20, 0x110000 - 0x20).Where(Rune.IsValid).Select(value => new Rune(value))
        .Where(letter => Rune.GetUnicodeCategory(letter) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Control));
}
