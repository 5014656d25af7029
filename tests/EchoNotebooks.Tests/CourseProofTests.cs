using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Tests;

/// <summary>What the predictions of the executed course prove, as <c>echonb run --teacher</c> proves it.</summary>
public sealed class CourseProofTests
{
    public static TheoryData<string> Ids => new(QuestionList.All.Select(question => question.Id));

    [Theory(Explicit = true)]
    [MemberData(nameof(Ids))]
    public async Task The_course_checks_a_question_once_and_the_kernel_s_answer_is_the_one_that_the_notebook_explains(string id)
    {
        CourseRuns.Need("C");
        var proofs = ProofFile.Read((await ExecutedCourse.GetAsync()).Proofs);
        Assert.Null(Assert.Single(proofs, proof => proof.Id == id).Why);
    }
}
