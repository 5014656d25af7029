using EchoNotebooks.Linux;

namespace EchoNotebooks.Views;

/// <summary>A descriptor of a picture.</summary>
/// <param name="Process">The process that holds it.</param>
/// <param name="Fact">What the kernel said of it.</param>
/// <param name="Name">serv_sock, clnt_sock, or what it leads to.</param>
/// <param name="Description">The number of its open file description, the same in both snapshots; null where it is not known.</param>
/// <param name="Object">Equal for descriptors that lead to one socket or file, in both snapshots.</param>
/// <param name="Change">What became of it.</param>
internal sealed record DrawnDescriptor(
    DrawnProcess Process, DescriptorFact Fact, string Name, int? Description, string Object, ChangeKind Change);
