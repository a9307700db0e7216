"""An idle month is counted in the template."""

import pytest

from dev.costs.idle import (
    POLLS,
    Billed,
    billed,
    lines,
    of_this_stack,
    options,
    own_metrics,
    with_every_option,
)
from dev.costs.prices import Prices
from dev.template import read

TEMPLATE = """
Resources:
  Secret: {Type: AWS::SecretsManager::Secret}
  Key: {Type: AWS::KMS::Key}
  Board: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: !Sub "{}"}}
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Queue.Arn}}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Events: {Waiting: {Type: SQS}, Route: {Type: Api}}}
  Plain: {Type: AWS::CloudWatch::Alarm, Properties: {MetricName: Errors}}
  Quotient:
    Type: AWS::CloudWatch::Alarm
    Properties: {Metrics: [{Id: a, MetricStat: {}}, {Id: b, MetricStat: {}}, {Id: c, Expression: a / b}]}
  Told: {Type: AWS::Logs::MetricFilter, Properties: {MetricTransformations: [{MetricName: Told}]}}
  Over: {Type: AWS::Logs::MetricFilter, Properties: {MetricTransformations: [{MetricName: Told}]}}
  Either: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmRule: TRUE}}
"""


def test_counts_what_is_billed_by_the_month():
    assert billed(read(TEMPLATE)["Resources"].values()) == Billed(
        secrets=1, polled_queues=2, alarm_metrics=8, keys=1, dashboards=1, own_metrics=1
    )


def test_an_empty_queue_is_polled_fifteen_times_a_minute():
    assert pytest.approx(657_000) == POLLS
    assert pytest.approx(0.26, abs=0.01) == POLLS * Prices().Q / 1e6


def test_what_is_always_free_is_taken_off():
    counts = Billed(3, polled_queues=2, alarm_metrics=12, keys=1, dashboards=1, own_metrics=12)
    free = {line.what: line.with_free for line in lines(Prices(), counts)}
    assert free["12 metrics in alarms"] == pytest.approx(0.2)
    assert free["1 dashboard"] == 0
    assert free["3 secrets"] == pytest.approx(1.2)
    assert free["2 queues that Lambda polls"] == pytest.approx(0.1256)


def test_this_stack_has_secrets_queues_and_alarms():
    counts = of_this_stack()
    assert counts.secrets == 3
    assert counts.polled_queues >= 2
    assert counts.alarm_metrics > 10


def test_an_idle_month_costs_at_most_two_dollars_with_what_is_always_free():
    assert sum(line.with_free for line in lines(Prices(), of_this_stack())) <= 2


def test_options_that_cost_each_month_are_off_unless_they_are_chosen():
    assert (of_this_stack().keys, of_this_stack().dashboards) == (0, 0)
    more = {line.what: (line.price, line.with_free) for line in options(Prices(), with_every_option())}
    assert more == {
        "more with `Dashboard=true`": (3.0, 0.0),
        "more with `EncryptAlarms=true`": (1.0, 1.0),
    }


def test_metrics_of_our_own_cost_nothing_in_an_idle_month():
    counts = Billed(0, polled_queues=0, alarm_metrics=0, keys=0, dashboards=0, own_metrics=12)
    assert sum(line.price for line in lines(Prices(), counts)) == 0
    most = own_metrics(Prices(), counts)
    assert (most.price, most.with_free) == pytest.approx((3.6, 0.6))
