using EchoNotebooks.Engine.Session;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Engine.Tests;

/// <summary>Copies of libraries, and what is done where there can be none.</summary>
public sealed class LibraryCopiesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string library;

    public LibraryCopiesTests() => library = folder.File("lib/Library.dll", "text");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("/proc/self/copies")]
    [InlineData("/dev/null")]
    [InlineData("/dev/full/copies")]
    [InlineData("/sys/copies")]
    public void Where_there_can_be_no_copy_the_library_is_used_where_it_lies_with_one_remark(string root)
    {
        var copies = new LibraryCopies(root, File.Exists);
        Assert.Equal(library, copies.Of(library));
        Assert.Contains("제자리에서 읽는다", copies.TakeRemark(), StringComparison.Ordinal);
        Assert.Equal(library, copies.Of(library));
        Assert.Null(copies.TakeRemark());
    }

    [Fact]
    public void What_has_no_end_is_not_copied()
    {
        var pipe = folder.File("lib/more/pipe", "");
        File.Delete(pipe);
        Fifo.Make(pipe);
        var copy = new LibraryCopies(Path.Combine(folder.Path, "copies"), path => path != pipe).Of(library);
        Assert.Equal("text", File.ReadAllText(copy));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(copy)!, "more")));
    }

    [Fact]
    public void A_copy_is_whole_or_not_there_and_a_plain_file_in_its_place_does_not_block_it()
    {
        var root = Path.Combine(folder.Path, "copies");
        var copy = Path.GetDirectoryName(new LibraryCopies(root, File.Exists).Of(library))!;
        Directory.Delete(copy, recursive: true);
        File.WriteAllText(copy, "");
        var copies = new LibraryCopies(root, File.Exists);
        Assert.Equal(Path.Combine(copy, "Library.dll"), copies.Of(library));
        Assert.Null(copies.TakeRemark());
        Assert.Equal([copy], Directory.EnumerateDirectories(root));
    }
}
