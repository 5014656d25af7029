namespace EchoNotebooks.Linux.Tests;

public sealed class ProcessRoleTests
{
    [Theory]
    [InlineData("parent")]
    [InlineData("child 1")]
    [InlineData("child 12.3.4")]
    [InlineData("child")]
    [InlineData("client")]
    [InlineData("other")]
    public void A_role_is_written_as_the_word_that_it_was_read_from(string word) => Assert.Equal(word, ProcessRole.Parse(word).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Parent")]
    [InlineData("child 0")]
    [InlineData("child 1.")]
    [InlineData("child -1")]
    [InlineData("child1")]
    [InlineData("child 99999999999")]
    public void What_is_no_role_is_refused_by_its_name(string word) =>
        Assert.Contains($"\"{word}\"", Assert.Throws<FormatException>(() => ProcessRole.Parse(word)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("child", "child 1", true)]
    [InlineData("child", "child 1.2", true)]
    [InlineData("child", "parent", false)]
    [InlineData("child 1", "child 1", true)]
    [InlineData("child 1", "child 1.2", false)]
    [InlineData("child 1", "child 11", false)]
    [InlineData("parent", "parent", true)]
    public void Any_child_includes_every_child_and_each_other_role_itself(string wanted, string role, bool expected) =>
        Assert.Equal(expected, ProcessRole.Parse(wanted).Includes(ProcessRole.Parse(role)));

    [Fact]
    public void A_child_of_a_child_has_the_numbers_of_its_ancestors_before_its_own()
    {
        var role = ProcessRole.Child(2).Forked(1).Forked(3);
        Assert.Equal((ProcessRole.Child(2, 1, 3), "child 2.1.3", 2), (role, role.ToString(), role.Depth));
    }

    [Theory]
    [InlineData("child 1.2", "child 1", true)]
    [InlineData("child 1.2.3", "child 1.2", true)]
    [InlineData("child 1.23", "child 1.2", false)]
    [InlineData("child 11", "child 1", false)]
    [InlineData("child 1", "child 1", false)]
    [InlineData("child 1", "parent", true)]
    [InlineData("parent", "parent", false)]
    public void What_a_child_forks_is_below_it(string role, string ancestor, bool expected) =>
        Assert.Equal(expected, ProcessRole.Parse(role).IsBelow(ProcessRole.Parse(ancestor)));
}
