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
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
