namespace EchoNotebooks;

/// <summary>A program that is to be mended: the submission is compiled, recorded, and judged by rules over its steps.</summary>
internal sealed class MendingExercise : Exercise
{
    private readonly ProgramText model;
    private readonly (string Name, ProgramText Text)[] wrong;

    /// <param name="id">Its name.</param>
    /// <param name="seed">Is kept; there is nothing to draw.</param>
    /// <param name="stars">How hard it is.</param>
    /// <param name="task">What is asked.</param>
    /// <param name="model">A right solution.</param>
    /// <param name="wrong">Wrong programs with what is wrong with them. The first is the one that is given.</param>
    /// <param name="hints">Two.</param>
    public MendingExercise(
        string id, int seed, int stars, string task, ProgramText model, (string Name, ProgramText Text)[] wrong,
        params string[] hints)
        : base(id, seed, stars, task, wrong[0].Text.ToString(), hints)
    {
        this.model = model;
        this.wrong = wrong;
    }

    /// <summary>The rules, the most telling first.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    /// <summary>What the clients do; null for two that echo a line each.</summary>
    public Func<TracedServer, Task>? Scenario { get; init; }

    /// <summary>Whether the server stands still where it listens, until the scenario lets it go on.</summary>
    public bool IsHeld { get; init; }

    /// <summary>How a program is recorded that is no server; null for a server.</summary>
    public Func<ServerProgram, RecordingLimit, Task<Timeline>>? Recorder { get; init; }

    /// <summary>Why it cannot be graded here, beyond tracing and a compiler; null where it can.</summary>
    public Func<string?> NotHere { get; init; } = () => null;

    public override string? WhyNot => EchoServer.WhyNotTrace ?? CCompiler.WhyNot ?? NotHere();

    internal override string HowToSubmit => "고친 프로그램 전체를 SubmitAsync에 넘긴다.";

    internal override string ModelSolution => model.ToString();

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
        [.. wrong.Select(one => (one.Name, one.Text.ToString()))];

    /// <summary>Runs a submission with the exercise's clients, or a client with a server.</summary>
    /// <param name="submission">The C text.</param>
    /// <param name="limit">How long, and how many steps.</param>
    internal async Task<Timeline> RecordAsync(string submission, RecordingLimit limit)
    {
        using var confinement = new Confinement();
        var program = confinement.Of(ServerProgram.C(submission));
        return Recorder is null
            ? await EchoServer.RecordAsync(program, clients: 2, Scenario, port: 0, withSetup: false, limit, cell: null, IsHeld)
                .ConfigureAwait(false)
            : await Recorder(program, limit).ConfigureAwait(false);
    }

    /// <summary>What the rules find in a recording, each thing once.</summary>
    internal IReadOnlyList<Finding> Find(Timeline timeline) =>
        [.. Rules.Select(rule => rule.Judge(timeline)).OfType<Finding>().DistinctBy(finding => finding.Sentence)];

    private protected override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        Timeline timeline;
        try
        {
            timeline = Sound(await RecordAsync(submission, new RecordingLimit(Limit, MostSteps, 2, ct)).ConfigureAwait(false));
        }
        catch (EchoServerException e) when (e.IsProgramsFault)
        {
            // It does not compile, or ended or failed before a client could do anything.
            return new Assessment(this, Outcome.Failed, [new Finding(e.Message)]);
        }
        var findings = Find(timeline);
        if (findings.Count == 0 && !timeline.IsComplete) findings = [new Finding(NeverRests)];
        return new Assessment(this, findings.Count == 0 ? Outcome.Passed : Outcome.Failed, findings, timeline);
    }
}
