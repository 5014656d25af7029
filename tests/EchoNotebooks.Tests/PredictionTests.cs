using EchoNotebooks.Views;

namespace EchoNotebooks.Tests;

/// <summary>Predictions: what is shown before an answer, what a verdict says, and that the kernel alone decides it.</summary>
public sealed class PredictionTests
{
    private static readonly Question Colour = ColourWith("나");

    private static readonly Question Set = new ManyQuestion<int>(
        "9-2",
        "맞는 것을 모두 고르면?",
        expected: "가다",
        [
            new("짝수", n => n % 2 == 0, "짝"), new("홀수", n => n % 2 != 0, "홀"),
            new("3의 배수", n => n % 3 == 0, "셋"), new("크다", n => n > 100, "큰"),
        ]);

    private static readonly Question Number = new NumberQuestion("9-3", "몇 개?", 6, "부모까지 여섯이다.", (5, "부모를 세지 않았다."));

    private static readonly Question Order = new OrderQuestion<int[]>(
        "9-4",
        "작은 것부터?",
        expected: "나다가",
        [("첫째", sizes => sizes[0]), ("둘째", sizes => sizes[1]), ("셋째", sizes => sizes[2])],
        "잰 대로다.");

    public static TheoryData<string> Ids => new(QuestionList.All.Select(question => question.Id));

    [Fact]
    public void A_question_shows_its_options_and_says_nothing_of_what_is_right()
    {
        var (html, text) = Shown(new Prediction(Colour));
        foreach (var shown in new[] { html, text })
        {
            Assert.Contains("몇일까?", shown);
            Assert.Contains("가. 하나", shown);
            Assert.DoesNotContain("까닭", shown);
        }
    }

    [Fact]
    public void What_holds_is_decided_by_the_value_that_was_read()
    {
        Assert.True(new Prediction(Colour).Answer("나").Check(2).IsRight);
        Assert.False(new Prediction(Colour).Answer("나").Check(3).IsRight);
        Assert.Null(new Prediction(Colour).Answer("").Check(2).IsRight);
    }

    [Fact]
    public void A_wrong_answer_is_told_its_own_reply_first_and_then_the_right_one()
    {
        var text = new Prediction(Colour).Answer(" 가 ").Check(2).ToString();
        Assert.Contains("적어 둔 답은 가, 커널의 답은 나", text);
        Assert.True(text.IndexOf("하나의 까닭", StringComparison.Ordinal) < text.IndexOf("둘의 까닭", StringComparison.Ordinal), text);
        Assert.True(text.IndexOf("둘의 까닭", StringComparison.Ordinal) < text.IndexOf("셋의 까닭", StringComparison.Ordinal), text);
    }

    [Fact]
    public void Where_no_option_holds_the_verdict_says_so_and_nothing_fails()
    {
        var verdict = new Prediction(Colour).Answer("가").Check(9);
        Assert.False(verdict.IsRight);
        Assert.Contains("어느 보기와도 다르다", verdict.ToString());
    }

    [Fact]
    public void A_verdict_says_what_the_experiment_gave_and_quotes_no_code()
    {
        var children = 3;
        var verdict = new Prediction(Number).Answer("4").Check(children + 1).ToString();
        Assert.Contains("실험의 결과: 4", verdict);
        Assert.DoesNotContain("children", verdict);
    }

    [Fact]
    public void Of_two_options_one_is_asked_for()
    {
        var two = new ChoiceQuestion<int>("9-5", "몇일까?", "가", [new("하나", n => n == 1, ""), new("둘", n => n == 2, "")]);
        Assert.Equal("가와 나 가운데 하나를 적는다.", two.HowToAnswer);
    }

    [Fact]
    public void No_example_of_how_to_answer_is_the_answer()
    {
        Assert.EndsWith("예: 나다라", QuestionList.Find("1-5")!.HowToAnswer);
        Assert.EndsWith("예: 나가다라", QuestionList.Find("5-8")!.HowToAnswer);
    }

    [Fact]
    public void Unanswered_it_stays_folded_with_its_picture_inside_and_as_text_gives_nothing_away()
    {
        var (html, text) = Shown(new Prediction(Colour).Check(2, show: Scene.AfterFork().Take()));
        Assert.DoesNotContain("<details class=\"verdict\" open", html);
        Assert.True(html.IndexOf("<details class=\"verdict\"", StringComparison.Ordinal) < html.IndexOf("<svg", StringComparison.Ordinal));
        Assert.True(html.LastIndexOf("</svg>", StringComparison.Ordinal) < html.LastIndexOf("</details>", StringComparison.Ordinal));
        Assert.DoesNotContain("둘", text);
        Assert.DoesNotContain("serv_sock", text);
    }

    [Fact]
    public void Answered_it_is_open_and_shows_what_the_cell_gave_it()
    {
        var (html, text) = Shown(new Prediction(Colour).Answer("나").Check(2, show: Scene.AfterFork().Take()));
        Assert.Contains("<details class=\"verdict\" open", html);
        Assert.Contains("<svg", html);
        Assert.Contains("serv_sock", text);
    }

    [Theory]
    [InlineData("가다", true)]
    [InlineData("다, 가", true)]
    [InlineData("가", false)]
    [InlineData("가나다", false)]
    public void A_set_is_right_only_as_a_whole_in_any_order(string answer, bool right) =>
        Assert.Equal(right, new Prediction(Set).Answer(answer).Check(6).IsRight);

    [Fact]
    public void A_set_says_what_is_missing_and_what_is_too_much() =>
        Assert.Contains("빠뜨린 것: 다. 더 고른 것: 나", new Prediction(Set).Answer("가나").Check(6).ToString());

    [Fact]
    public void A_number_that_a_misconception_leads_to_gets_its_own_reply()
    {
        Assert.Contains("부모를 세지 않았다", new Prediction(Number).Answer("5").Check(6).ToString());
        Assert.True(new Prediction(Number).Answer(" 6 ").Check(6).IsRight);
        Assert.Contains("적어 둔 답은 7, 커널의 답은 6", new Prediction(Number).Answer("7").Check(6).ToString());
    }

    [Fact]
    public void An_order_follows_what_was_measured()
    {
        Assert.True(new Prediction(Order).Answer("나 다 가").Check(new[] { 30, 10, 20 }).IsRight);
        Assert.Contains("자리가 다른 것", new Prediction(Order).Answer("가나다").Check(new[] { 30, 10, 20 }).ToString());
    }

    [Fact]
    public void A_question_is_proved_by_what_was_read_only_where_exactly_one_of_its_answers_is_right()
    {
        Assert.Null(QuestionProof.WhyNot(Colour, 2));
        Assert.Null(QuestionProof.WhyNot(Set, 6));
        Assert.Null(QuestionProof.WhyNot(Number, 6));
        Assert.Null(QuestionProof.WhyNot(Order, new[] { 30, 10, 20 }));
        Assert.Contains("어느 보기도", QuestionProof.WhyNot(Colour, 9));
        Assert.Contains("설명하는 답은 나인데 커널의 답은 가이다", QuestionProof.WhyNot(Colour, 1));
        Assert.Contains("설명하는 답은 가다인데 커널의 답은 가이다", QuestionProof.WhyNot(Set, 2));
        Assert.Contains("설명하는 답은 6인데 커널의 답은 5이다", QuestionProof.WhyNot(Number, 5));
        Assert.Contains("설명하는 답은 나다가인데 커널의 답은 가나다이다", QuestionProof.WhyNot(Order, new[] { 10, 20, 30 }));

        var twoTrue = new ChoiceQuestion<int>("9-5", "몇일까?", "나", [new("둘", n => n == 2, ""), new("짝수", n => n % 2 == 0, "")]);
        Assert.Contains("하나가 아니다: 가, 나", QuestionProof.WhyNot(twoTrue, 2));
        Assert.Null(QuestionProof.WhyNot(twoTrue, 4));
    }

    public static TheoryData<string> Opposites => ["1-6", "1-8", "2-10", "3-4", "4-1", "4-2", "4-8"];

    [Theory]
    [MemberData(nameof(Opposites))]
    public void A_question_with_two_opposite_options_is_proved_only_by_the_one_that_the_notebook_explains(string id)
    {
        object seen = id switch
        {
            "1-6" => Scene.AfterFork().Take(),
            "2-10" => 'S',
            "3-4" => Scene.Listening().Take(),
            "1-8" => false,
            _ => true,
        };
        Assert.Contains("설명하는 답은 나인데", QuestionProof.WhyNot(QuestionList.Find(id)!, seen));
    }

    [Fact]
    public void What_the_notebook_explains_is_neither_shown_nor_decides_a_verdict()
    {
        Question[] questions = [ColourWith("가"), ColourWith("나"), ColourWith("다")];
        foreach (var value in (int[])[1, 2, 3, 9])
            foreach (var answer in (string[])["", "가", "나"])
                Assert.Single(questions.Select(question => Everything(question, value, answer)).Distinct());

        static string Everything(Question question, int value, string answer)
        {
            var asked = new Prediction(question).Answer(answer);
            return $"{Shown(asked)} {Shown(asked.Check(value))}";
        }
    }

    [Theory]
    [InlineData("라")]
    [InlineData("가나")]
    [InlineData("1")]
    [InlineData("a")]
    public void An_answer_that_is_none_names_those_that_are(string answer) =>
        Assert.Contains("가, 나, 다 가운데 하나", Assert.Throws<PredictionException>(() => new Prediction(Colour).Answer(answer)).Message);

    [Fact]
    public void Other_kinds_say_how_they_are_answered()
    {
        Assert.Contains("예: 나다라", Assert.Throws<PredictionException>(() => new Prediction(Set).Answer("마")).Message);
        Assert.Contains("숫자", Assert.Throws<PredictionException>(() => new Prediction(Number).Answer("여섯")).Message);
        Assert.Contains("예: 나가다", Assert.Throws<PredictionException>(() => new Prediction(Order).Answer("가나나")).Message);
    }

    [Fact]
    public void An_id_that_is_none_names_those_that_are() =>
        Assert.Contains("1-1, 1-3", Assert.Throws<PredictionException>(() => Predict.Ask("1-99")).Message);

    [Fact]
    public void A_value_of_another_type_is_refused_in_words() =>
        Assert.Contains("String", Assert.Throws<PredictionException>(() => new Prediction(Colour).Check("둘")).Message);

    [Fact]
    public void The_summary_counts_each_question_as_it_stood_when_the_kernel_was_first_asked()
    {
        // Two questions of the course that no other test checks: the record is the session's.
        Predict.Ask("1-8").Answer("나").Check(false);
        Predict.Ask("1-8").Answer("가").Check(false);
        Predict.Ask("3-7").Check<string?>("CLOSE_WAIT");
        Predict.Ask("3-7").Answer("다").Check<string?>("CLOSE_WAIT");
        var summary = Predict.Summary();
        Assert.Equal((1, 0), (summary.Answered, summary.Right));
        // The book has a summary of its own only where nothing was answered.
        Assert.Contains("<div class=\"prediction-summary\">", View.ToHtml(summary));
        var text = summary.ToString();
        Assert.Contains("1장 8절", text);
        Assert.Contains("예측하지 않음", text);

        var file = Path.Combine(Path.GetTempPath(), "answers.json");
        Assert.Equal(file, summary.Export(file));
        Assert.Contains("\"answer\": \"나\"", File.ReadAllText(file));
        File.Delete(file);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_question_of_the_course_is_whole(string id)
    {
        var question = QuestionList.Find(id)!;
        Assert.Matches(@"^[1-6]-\d{1,2}$", question.Id);
        Assert.EndsWith("?", question.Text, StringComparison.Ordinal);
        Assert.Equal(question.Options.Count, question.Options.Select(option => option.Text).Distinct().Count());
        Assert.NotEmpty(question.HowToAnswer);
        // An answer that the question itself understands.
        Assert.Equal(question.Expected, question.Normalize(question.Expected));
    }

    private static ChoiceQuestion<int> ColourWith(string expected) => new ChoiceQuestion<int>(
        "9-1",
        "몇일까?",
        expected,
        [new("하나", n => n == 1, "하나의 까닭"), new("둘", n => n == 2, "둘의 까닭"), new("셋", n => n == 3, "셋의 까닭")]);

    private static (string Html, string Text) Shown(IView view) => (View.ToHtml(view), view.ToText());
}
