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

    /// <summary>Tries a program, which may run so long; what was found wrong, null where it holds.</summary>
    public required Func<ServerProgram, TimeSpan, CancellationToken, Task<Finding?>> Trial { get; init; }

    /// <summary>How often it is tried: chance has a part in some defects.</summary>
    public int Rounds { get; init; } = 1;

    public override string? WhyNot => CCompiler.WhyNot;

    internal override string HowToSubmit => "고친 프로그램 전체를 SubmitAsync에 넘긴다.";

    internal override string ModelSolution => model.ToString();

    internal override IReadOnlyList<(string Name, string Submission)> WrongSolutions =>
        [.. wrong.Select(one => (one.Name, one.Text.ToString()))];

    private protected override async Task<Assessment> JudgeAsync(string submission, CancellationToken ct)
    {
        using var confinement = new Confinement();
        Finding? finding;
        try
        {
            var program = confinement.Of(ServerProgram.C(submission));
            // The compiler's time is not the program's.
            await program.PrepareAsync(ct).ConfigureAwait(false);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
            over.CancelAfter(Limit);
            if (await NeverRestsAsync(program, ct).ConfigureAwait(false) is { } spins)
                return new Assessment(this, Outcome.Failed, [new Finding(NeverRests)], spins);
            finding = await TryAsync(program, confinement, over, ct).ConfigureAwait(false);
        }
        catch (EchoServerException e) when (e.IsProgramsFault)
        {
            // It does not compile, or ended or failed before a client could do anything.
            finding = new Finding(e.Message);
        }
        return new Assessment(this, finding is null ? Outcome.Passed : Outcome.Failed, finding is null ? [] : [finding]);
    }

    /// <summary>Tries a program as often as the exercise says, until something is found or its time is over.</summary>
    private async Task<Finding?> TryAsync(
        ServerProgram program, Confinement confinement, CancellationTokenSource over, CancellationToken ct)
    {
        var exceeds = ExceedsAsync(confinement, over);
        try
        {
            Finding? finding = null;
            for (var round = 0; round < Rounds && finding is null; round++)
                finding = await Trial(program, Limit, over.Token).ConfigureAwait(false);
            return finding;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return await exceeds.ConfigureAwait(false)
                ? new("프로세스를 쉬지 않고 만들어서 서버를 끝냈다. 클라이언트 하나에 자식은 하나면 된다.") { Read = "01 §3" }
                : new($"{Limit.TotalSeconds:0}초가 지나도 시험이 끝나지 않아 서버를 끝냈다. 서버가 클라이언트를 받고 쉬는지 본다.") { Read = "02 §5" };
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await exceeds.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Root's processes have no limit (getrlimit(2)): what forks without end is caught by the tracer, before it may run freely.
    /// </summary>
    /// <returns>The recording of a program that never comes to rest; null for any other, and where it need not be asked.</returns>
    private async Task<Timeline?> NeverRestsAsync(ServerProgram program, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess || !EchoServer.CanTrace) return null;
        var limit = new RecordingLimit(Limit, MostSteps, 2, ct);
        var timeline = await EchoServer.RecordAsync(program, clients: 2, scenario: null, port: 0, withSetup: false, limit, cell: null)
            .ConfigureAwait(false);
        return Sound(timeline).IsComplete ? null : timeline;
    }

    /// <summary>Ends the trial of a program that makes too many processes.</summary>
    private static async Task<bool> ExceedsAsync(Confinement confinement, CancellationTokenSource over)
    {
        if (!await confinement.ExceedsAsync(over.Token).ConfigureAwait(false)) return false;
        await over.CancelAsync().ConfigureAwait(false);
        return true;
    }
}
