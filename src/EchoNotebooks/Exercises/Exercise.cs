using EchoNotebooks.Linux;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// A task that is solved with a program, a number or a set, and judged by what the kernel says of it. Shown, it is the task and
/// what it begins with.
/// </summary>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = [View.Html, View.Plain])]
public abstract class Exercise : IView
{
    /// <summary>So many steps of a recorded program are judged.</summary>
    internal const int MostSteps = 3000;

    private protected const string NeverRests = "프로그램이 쉬지 않고 돈다. 클라이언트가 없으면 기다려야 한다.";

    private const int TriesUntilModel = 2;

    /// <summary>A program stands apart from the text round it.</summary>
    private static readonly string Box = $"border:1px solid {Colours.Muted.Css};border-radius:6px;padding:8px 12px;overflow-x:auto";

    /// <summary>One click selects the whole program, to be copied: it is longer than a screen, and VS Code has no other way.</summary>
    private const string OneClick = ";user-select:all;-webkit-user-select:all";

    private int tries;
    private int hints;

    private protected Exercise(string id, int seed, int stars, string task, string given, IReadOnlyList<string> hints)
    {
        Id = id;
        Seed = seed;
        Stars = stars;
        Problem = task;
        Given = given;
        Hints = hints;
    }

    /// <summary>How long the programs of one submission may run, all rounds together: tests on a machine that is busy give more.</summary>
    internal TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Its name: "E6".</summary>
    public string Id { get; }

    /// <summary>What its numbers were drawn from; exercises without numbers are the same for every seed.</summary>
    public int Seed { get; }

    /// <summary>How hard it is, from 1 to 3.</summary>
    public int Stars { get; }

    /// <summary>What is asked.</summary>
    public string Problem { get; }

    /// <summary>The C text that it is about, or that is to be mended; the options where one has to choose; empty for none.</summary>
    public string Given { get; }

    /// <summary>Whether it is a program that is given: options have no main.</summary>
    private bool GivesProgram => Given.Contains("main(", StringComparison.Ordinal);

    /// <summary>The server that it is about, for a recording of one's own; null where it is about none.</summary>
    public virtual ServerProgram? Server => null;

    /// <summary>Why it cannot be graded on this machine, and what mends it; null where it can.</summary>
    public abstract string? WhyNot { get; }

    /// <summary>How a submission is written, in a sentence.</summary>
    internal abstract string HowToSubmit { get; }

    /// <summary>What a teacher's run proves: each is wrong, and gets a reply of its own.</summary>
    internal abstract IReadOnlyList<(string Name, string Submission)> WrongSolutions { get; }

    private IReadOnlyList<string> Hints { get; }

    /// <summary>Judges a solution: the C text of a program, or what the task asks for. Its programs run for
    /// ten seconds at most, all together.</summary>
    /// <param name="submission">The solution; empty where there is none yet: that is no try.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ExerciseException">It is nothing that the exercise can judge; the message says how it is written.</exception>
    public async Task<Assessment> SubmitAsync(string submission, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (string.IsNullOrWhiteSpace(submission))
            return new Assessment(this, Outcome.Failed, [new Finding($"아직 아무것도 적지 않았다. {HowToSubmit}")]) { IsBlank = true };
        var assessment = await GradeAsync(submission, ct).ConfigureAwait(false);
        if (assessment.Outcome != Outcome.NotGraded) tries++;
        ExerciseRecord.Remember(this, assessment);
        return assessment;
    }

    private async Task<Assessment> GradeAsync(string submission, CancellationToken ct)
    {
        if (WhyNot is { } reason) return new Assessment(this, Outcome.NotGraded, [new Finding(reason)]);
        try
        {
            return await JudgeAsync(submission, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TemporaryFolderException or EchoServerException)
        {
            // What a submission's program is at fault for has become a finding: this is the machine's.
            return new Assessment(this, Outcome.NotGraded, [new Finding(e.Message)]);
        }
    }

    /// <summary>The next hint.</summary>
    public string Hint() => hints < Hints.Count ? Hints[hints++] : $"힌트는 {Hints.Count}개뿐이다. 두 번 제출한 뒤에는 Model()이 모범 답을 보여 준다.";

    /// <summary>A right solution; there after two tries.</summary>
    /// <exception cref="ExerciseException">It has not been tried twice.</exception>
    public string Model() => tries >= TriesUntilModel
        ? ModelSolution
        : throw new ExerciseException($"모범 답은 두 번 제출한 뒤에 볼 수 있다(지금까지 {tries}번). 먼저 Hint()를 본다.");

    /// <summary>A right solution.</summary>
    internal abstract string ModelSolution { get; }

    /// <summary>A recording that tells of its program alone.</summary>
    /// <exception cref="EchoServerException">Its tracer ended by itself.</exception>
    internal static Timeline Sound(Timeline recorded) =>
        recorded.Recording.Fault is { } why ? throw new EchoServerException(why) : recorded;

    private protected abstract Task<Assessment> JudgeAsync(string submission, CancellationToken ct);

    /// <summary>The task.</summary>
    public override string ToString() => ((IView)this).ToText();

    void IView.WriteHtml(MarkupWriter html)
    {
        html.Leaf("p", Head, ("style", "font-weight:700;font-size:16px;margin:0 0 8px"));
        html.Leaf("p", Problem);
        if (Given.Length > 0)
            html.Leaf("pre", Given, ("style", Box + OneClick), ("tabindex", "0"), ("aria-label", GivesProgram ? "주어진 프로그램" : "보기"),
                ("data-language", GivesProgram ? "c" : null));
        html.Leaf("p", Foot, ("class", "remark"));
    }

    /// <summary>
    /// How to submit; or, in one sentence, why it cannot be graded here. The long advice stands in echonb doctor.
    /// </summary>
    private string Foot => WhyNot is { } reason ? $"{reason.Split(". ", 2)[0].TrimEnd('.')}. 고치는 법은 echonb doctor가 말해 준다." : HowToSubmit;

    string IView.ToText() => $"{Head}\n{Problem}\n{(Given.Length > 0 ? $"\n{Given}\n" : "")}{Foot}\n";

    private string Head => $"연습 {Id} {new string('★', Stars)}";
}
