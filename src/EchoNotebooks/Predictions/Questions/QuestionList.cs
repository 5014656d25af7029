namespace EchoNotebooks;

/// <summary>Every question of the course, in the order of the notebooks and their sections.</summary>
internal static class QuestionList
{
    private static readonly Dictionary<string, Question> ById;

    static QuestionList()
    {
        All =
        [
            .. ModelQuestions.All, .. EchoServerQuestions.All, .. DescriptorQuestions.All, .. FailureQuestions.All,
            .. DesignQuestions.All,
        ];
        ById = All.ToDictionary(question => question.Id);
    }

    public static IReadOnlyList<Question> All { get; }

    public static Question? Find(string id) => ById.GetValueOrDefault(id);
}
