using EchoNotebooks.Linux;

namespace EchoNotebooks.Tests;

/// <summary>What is remembered of the tracer's own test.</summary>
public sealed class TracerTestTests
{
    [Fact]
    public void A_test_that_was_cut_off_is_made_again_and_an_answer_is_remembered()
    {
        var asked = 0;
        var test = new TracerTest(() => ++asked == 1 ? (null, "멈추었다") : (new TracerSelfTest(true, null, null, null, []), null));
        Assert.Equal("멈추었다", test.Why);
        Assert.Null(test.Why);
        Assert.Null(test.Why);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void A_refusal_is_an_answer()
    {
        var asked = 0;
        var test = new TracerTest(() => (new TracerSelfTest(false, $"거부 {++asked}", 3, null, []), null));
        Assert.Equal(["거부 1", "거부 1"], [test.Why, test.Why]);
    }
}
