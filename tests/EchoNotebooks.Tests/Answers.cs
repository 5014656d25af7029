namespace EchoNotebooks.Tests;

/// <summary>What the kernel's answer makes of a question of the course.</summary>
internal static class Answers
{
    /// <summary>Asserts that exactly these options of a question hold for what was read from the kernel.</summary>
    /// <param name="id">The question's id.</param>
    /// <param name="seen">What was read, of the type that the question judges.</param>
    /// <param name="options">The texts of the options; the number itself where a number is asked for.</param>
    public static void Hold(string id, object? seen, params string[] options)
    {
        var judged = (QuestionList.Find(id) ?? throw new ArgumentException($"There is no question {id}.", nameof(id))).Judge(seen, "");
        var holding = judged.Options.Where(option => option.Holds);
        Assert.Equal(options, holding.Select(option => option.Text.Length > 0 ? option.Text : option.Letter));
    }
}
