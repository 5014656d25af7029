using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

public sealed class GoldenViewTests
{
    [Theory]
    [InlineData("listening")]
    [InlineData("after-fork")]
    [InlineData("after-fork-since-listening")]
    [InlineData("parent-closed-since-after-fork")]
    [InlineData("child-closed-since-parent-closed")]
    [InlineData("after-closes")]
    [InlineData("zombie")]
    [InlineData("zombie-since-after-closes")]
    [InlineData("reaped-since-zombie")]
    [InlineData("five-children")]
    [InlineData("hundred-children")]
    [InlineData("both-ends")]
    [InlineData("everything")]
    [InlineData("kcmp-refused")]
    [InlineData("two-columns")]
    [InlineData("two-columns-since-after-fork")]
    [InlineData("queues")]
    [InlineData("details")]
    [InlineData("details-since-listening")]
    [InlineData("details-two-columns")]
    [InlineData("runs")]
    [InlineData("tree-five")]
    [InlineData("tree-hundred")]
    [InlineData("tree-alone")]
    [InlineData("tree-grandchild")]
    [InlineData("tree-waiting-and-zombie")]
    [InlineData("step")]
    [InlineData("followed")]
    [InlineData("listing")]
    public void A_view_of_fixed_facts_is_drawn_and_written_as_its_golden_file(string name)
    {
        var view = Of(name);
        Golden.Holds(name + ".html", View.ToHtml(view) + "\n");
        Golden.Holds(name + ".txt", view.ToText());
    }

    internal static IView Of(string name) => name switch
    {
        "listening" => Scene.Listening().Take(),
        "after-fork" => Scene.AfterFork().Take(),
        "after-fork-since-listening" => Scene.AfterFork().Take().Since(Scene.Listening().Take()),
        "parent-closed-since-after-fork" => Scene.ParentClosed().Take().Since(Scene.AfterFork().Take()),
        "child-closed-since-parent-closed" => Scene.AfterCloses().Take().Since(Scene.ParentClosed().Take()),
        "after-closes" => Scene.AfterCloses().Take(),
        "zombie" => Scene.Zombie().Take(),
        "zombie-since-after-closes" => Scene.Zombie().Take().Since(Scene.AfterCloses().Take()),
        "reaped-since-zombie" => Scene.Listening().Take().Since(Scene.Zombie().Take()),
        "five-children" => Scene.Children(5).Take(),
        "hundred-children" => Scene.Children(100).Take(),
        "both-ends" => Scene.AfterCloses().Process(90, Role.Client).ClientEnd(90, 57, 700, 40001).Take(),
        "everything" => Scene.AfterCloses().Take().WithEverything(),
        "kcmp-refused" => Scene.AfterFork().Take(DescriptionSource.SocketInode),
        "two-columns" => Scene.AfterFork().Take().AsTwoColumns().WithCaption("fork 직후, 아무도 닫기 전"),
        "two-columns-since-after-fork" => Scene.ParentClosed().Take().Since(Scene.AfterFork().Take()).AsTwoColumns(),
        "queues" => Scene.AfterCloses().Queue(500, 6, 5).Queue(501, 100, 0).Take(),
        "details" => Scene.Detailed().Take(),
        "details-since-listening" => Scene.Detailed().Take().Since(Scene.Listening().Take()),
        "details-two-columns" => Scene.Detailed().Take().AsTwoColumns(),
        "runs" => new RunCounts([3, 12, 0, 7]),
        "tree-five" => Scene.Children(5).Tree(5),
        "tree-hundred" => Scene.Children(100).Tree(100),
        "tree-alone" => Scene.Listening().Tree(0),
        "tree-grandchild" => Scene.Grandchild().Tree(1),
        "tree-waiting-and-zombie" => Scene.AfterCloses().Process(102, Role.Child(2), 'Z').Tree(2),
        "step" => new Step(
            After.Close("clnt_sock", by: Role.Parent), 100, Role.Parent, Scene.AfterFork().Take(), Scene.ParentClosed().Take()),
        "followed" => new WatchedPicture(
            new WatchedOwnership(Scene.AfterCloses().Take().AsTwoColumns()), "지켜보는 중이다.", highest: 300, keepsPlace: true),
        "listing" => Listing.OfText(
            "sample.c",
            "/* 결함 1: 예 (UNP 5.10) */\nint main(void)\n{\n\tif (1 < 2 && \"<b>\")\n\t\treturn 0; // 끝\n}\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
