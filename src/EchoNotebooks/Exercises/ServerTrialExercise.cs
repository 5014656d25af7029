namespace EchoNotebooks;

/// <summary>A server that is to be mended, and is tried without a tracer, which would spread out what happens at once.</summary>
internal sealed class ServerTrialExercise : Exercise
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
    public ServerTrialExercise(
        string id, int seed, int stars, string task, ProgramText model, (string Name, ProgramText Text)[] wrong, params string[] hints)
        : base(id, seed, stars, task, wrong[0].Text.ToString(), hints)
    {
        this.model = model;
        this.wrong = wrong;
    }

    /// <summary>Tries a program; what was found wrong, null where it holds.</summary>
    public required Func<ServerProgram, CancellationToken, Task<Finding?>> Trial { get; init; }

    public override string? WhyNot => CCompiler.WhyNot;

    internal override string HowToSubmit => "고친 프로그램 전체를 SubmitAsync에 넘긴다.";

    internal override string ModelSolution => model.ToString();

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
        [.. wrong.Select(one => (one.Name, one.Text.ToString()))];

    private protected override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Finding? finding;
        try
        {
            var program = ServerProgram.C(submission);
            // The compiler's time is not the program's.
            await program.PrepareAsync(ct).ConfigureAwait(false);
            over.CancelAfter(Limit);
            finding = await Trial(program, over.Token).ConfigureAwait(false);
        }
        catch (EchoServerException e)
        {
            // It does not compile, or ended or failed before a client could do anything.
            finding = new Finding(e.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            finding = new Finding($"{Limit.TotalSeconds:0}초가 지나도 시험이 끝나지 않아 서버를 끝냈다. 서버가 클라이언트를 받고 쉬는지 본다.") { Read = "02 §5" };
        }
        return new Assessment(this, finding is null ? Outcome.Passed : Outcome.Failed, finding is null ? [] : [finding]);
    }
}
