using System.Globalization;
using EchoNotebooks.Views;

namespace EchoNotebooks;

/// <summary>
/// The exercises of 06-exercises. Their solutions are judged by system calls and by what the kernel says, never by their text.
/// </summary>
public static class Exercises
{
    private static readonly IReadOnlyList<(string Id, Func<int, Exercise> Make)> Known =
    [
        ("E1", seed => new ProcessCountExercise(seed)),
        ("E2", seed => new ForkTreeExercise(seed)),
        ("E3", seed => new DescriptorNumberExercise(seed)),
        ("E4", seed => new HolderExercise(seed)),
        ("E5", seed => new StepOrderExercise(seed)),
        ("E18", seed => new PortHolderExercise(seed)),
        ("E20", seed => new DesignExercise(seed)),
        .. MendingExercises.All,
        .. WritingExercises.All,
        .. ClientExercise.All,
        .. ServingExercises.All,
        .. ServerTrialExercises.All,
    ];

    /// <summary>The names of all exercises, in their order.</summary>
    public static IReadOnlyList<string> All =>
        [.. Known.Select(known => known.Id).OrderBy(id => int.Parse(id[1..], CultureInfo.InvariantCulture))];

    /// <summary>How the exercises of this session went: outcome, tries, and where to read again.</summary>
    public static ExerciseSummary Summary() => new(ExerciseRecord.All());

    /// <summary>The exercise of this name, with a record of its own of tries and hints.</summary>
    /// <param name="id">"E6".</param>
    /// <param name="seed">What the numbers of a generated exercise are drawn from: the same seed gives the same exercise.</param>
    /// <exception cref="ExerciseException">There is no such exercise.</exception>
    public static Exercise Get(string id, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Known.FirstOrDefault(known => known.Id == id).Make?.Invoke(seed)
            ?? throw new ExerciseException($"\"{id}\"라는 연습은 없다. 있는 연습은 {Particle.Is(string.Join(", ", All))}.");
    }
}
