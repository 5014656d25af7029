using Xunit;

namespace EchoNotebooks.TestSupport;

/// <summary>Chance that can be repeated: each run says its seed, and SEED in the environment gives it again.</summary>
public static class Seed
{
    /// <summary>The chance of the running test.</summary>
    public static Random Next()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"SEED={seed}");
        return new(seed);
    }
}
