"""An idle month is counted in the template."""

import pytest

from dev.costs.idle import POLLS, Billed, billed, lines, of_this_stack
from dev.costs.prices import Prices

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
  Either: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmRule: TRUE}}
"""


def test_counts_what_is_billed_by_the_month():
    assert billed(TEMPLATE) == Billed(secrets=1, polled_queues=2, alarm_metrics=8, keys=1, dashboards=1)


def test_an_empty_queue_is_polled_fifteen_times_a_minute():
    assert pytest.approx(657_000) == POLLS
    assert pytest.approx(0.26, abs=0.01) == POLLS * Prices().Q / 1e6


def test_what_is_always_free_is_taken_off():
    counts = Billed(secrets=3, polled_queues=2, alarm_metrics=12, keys=1, dashboards=1)
    free = {line.what: line.with_free for line in lines(Prices(), counts)}
    assert free["12 metrics in alarms"] == pytest.approx(0.2)
    assert free["1 dashboard"] == 0
    assert free["3 secrets"] == pytest.approx(1.2)
    assert free["2 queues that Lambda polls"] == pytest.approx(0.1256)


def test_this_stack_has_secrets_queues_and_alarms():
    assert {line.what.split()[-1] for line in of_this_stack(Prices())} >= {"secrets", "polls", "alarms"}
